/**
 * Tests of {@code deploy}: the job jar on storage, clusters and resources of other kinds, each a
 * real server in a process of its own.
 */
package io.trainvae.deploy;
