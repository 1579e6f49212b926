/**
 * GPUs as Spark schedules them: one to an executor, one task on it at a time, and ND4J bound to it
 * before anything is allocated. Nothing here is of use, or in the way, on processors.
 */
package io.trainvae.gpu;
