/**
 * The hardware that a virtual machine computes with: ND4J's backend, which the class path decides.
 */
package io.trainvae.device;
