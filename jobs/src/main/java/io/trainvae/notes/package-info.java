/**
 * Code that the Zeppelin notes share: the list of runs, and errors as one line. It is public
 * because Scala uses it.
 */
package io.trainvae.notes;
