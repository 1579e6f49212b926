/** What all jobs need of a Spark session. */
package io.trainvae.session;
