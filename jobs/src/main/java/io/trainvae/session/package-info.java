/** Spark sessions, executors and job settings that all jobs share. */
package io.trainvae.session;
