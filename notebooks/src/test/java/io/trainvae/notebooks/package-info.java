/**
 * Zeppelin's notes, tried without its server: its own classes read them, and Spark's own shell runs
 * their paragraphs on runs that the launcher makes.
 */
package io.trainvae.notebooks;
