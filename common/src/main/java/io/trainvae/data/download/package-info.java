/**
 * The data sets that are known by name: fetched from their mirrors once, checked, and kept in a
 * cache of the user's.
 */
package io.trainvae.data.download;
