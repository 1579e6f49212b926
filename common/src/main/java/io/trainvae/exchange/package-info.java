/**
 * A trained model in the formats of others: ONNX graphs that compute by themselves, and safetensors
 * with the parameters in PyTorch's order. Knows no Spark and no DL4J; of ND4J it takes the classes
 * of ONNX's protocol buffers.
 */
package io.trainvae.exchange;
