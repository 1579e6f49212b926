/**
 * Handwritten-looking digits without handwriting: strokes of our own, bent and tilted at random and
 * drawn with a soft pen. Only arithmetic whose result Java prescribes to the bit is used, so a seed
 * means the same pixels everywhere.
 */
package io.trainvae.data.synthetic;
