package io.trainvae.benchmark.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * @param data folder with four IDX files
 * @param epochs of each contender, the first one included
 * @param peers folder with the peers' programs; null for none
 * @param peerBatches minibatches after which a peer's epoch ends; 0 for whole epochs
 * @param only names of the contenders to run; empty for all
 * @param repeat runs of each contender
 * @param settings of the preset
 * @param commandLine for the record
 */
record CompareRequest(
    Path data,
    String preset,
    int epochs,
    Path peers,
    int peerBatches,
    List<String> only,
    int repeat,
    List<String> settings,
    List<String> commandLine) {}
