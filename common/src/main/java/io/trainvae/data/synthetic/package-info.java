/**
 * Synthetic digits that look handwritten: strokes that are bent and tilted at random and drawn with
 * a soft pen. Only arithmetic whose result Java prescribes to the bit is used, so a seed gives the
 * same pixels on every machine.
 */
package io.trainvae.data.synthetic;
