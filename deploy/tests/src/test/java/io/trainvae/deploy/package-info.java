/**
 * Tests of {@code deploy}: the job jar on other kinds of storage, clusters and resources, each a
 * real server in a separate process.
 */
package io.trainvae.deploy;
