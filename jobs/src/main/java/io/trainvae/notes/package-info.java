/**
 * What the Zeppelin notes share: which runs there are to look at, and failures in one line. Used
 * from Scala, so public.
 */
package io.trainvae.notes;
