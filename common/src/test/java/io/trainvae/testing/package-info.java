/** Code that the tests of several packages and modules share. */
package io.trainvae.testing;
