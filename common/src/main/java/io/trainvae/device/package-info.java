/** What a virtual machine has to compute with: ND4J's backend, which the class path decides. */
package io.trainvae.device;
