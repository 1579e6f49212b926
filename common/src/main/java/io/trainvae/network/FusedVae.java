package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.LayerWeights;
import io.trainvae.kernel.ParameterRange;
import io.trainvae.kernel.Scratch;
import io.trainvae.kernel.Slice;
import io.trainvae.kernel.ThreadTeam;
import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.StepLoss;
import io.trainvae.objective.VaeObjective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A VAE on processor cores. A step has two phases, and threads share the pieces of each: first the
 * forward and backward pass of slices of the images, then gradients and update of ranges of the
 * parameters, while these are still in the processor's caches. The partition of a step depends only
 * on the model and its settings, so any number of threads gives the same parameters to the bit. A
 * step allocates no large arrays.
 */
public final class FusedVae extends TrainableVae {
  private final StepPartition cut;
  private final ThreadTeam team;
  private final int size;
  private final FlatParameters parameters;
  private final List<LayerWeights> layers;
  private final List<LayerWeights> prepared;
  private final List<ParameterRange> ranges;
  private final List<Moments> moments;
  private final int encoderRanges;
  private final SliceNetwork[] networks;
  private final Scratch[] scratches;
  private final StepLoss[] losses;
  private final FlatOptimiser optimiser;
  private long steps;

  /** The last result of {@link #state()}; null if it was never called. */
  private VaeState state;

  private static final RangeWork NOTHING = (range, scratch) -> {};

  /** The work on a range after its gradients are summed. */
  private interface RangeWork {
    void run(int range, Scratch scratch);
  }

  /**
   * @param batch the most images of one step, or rows of one encoding or decoding product
   * @param threads that compute a step
   */
  public FusedVae(
      VaeSpec spec, Shape image, Objective objective, Optimiser optimiser, int batch, int threads) {
    super(spec, image, objective, batch);
    this.cut = StepPartition.of(spec, pixels, samples, batch);
    this.team = new ThreadTeam(threads);
    ParameterLayout layout = new ParameterLayout(spec, image);
    this.size = layout.total();
    this.parameters = new FlatParameters(size);
    List<LayerParameters> all = layout.layers();
    int encoderLayers = layout.encoderLayers();
    List<LayerWeights> encoder = weights(all.subList(0, encoderLayers), cut.chunk());
    List<LayerWeights> decoder =
        weights(all.subList(encoderLayers, all.size()), cut.chunk() * samples);
    this.layers = new ArrayList<>(encoder);
    layers.addAll(decoder);
    this.prepared = layers.stream().filter(LayerWeights::isPrepared).toList();
    this.ranges = new ArrayList<>();
    encoder.forEach(layer -> ranges.addAll(layer.ranges()));
    this.encoderRanges = ranges.size();
    decoder.forEach(layer -> ranges.addAll(layer.ranges()));
    this.moments = ranges.stream().map(r -> new Moments(r.start(), r.count())).toList();
    this.networks = new SliceNetwork[threads];
    this.scratches = new Scratch[threads];
    for (int i = 0; i < threads; i++) {
      VaeObjective own = new VaeObjective(spec, pixels, objective, cut.slice());
      networks[i] = new SliceNetwork(this, encoder, decoder, own, cut.slice());
      scratches[i] = new Scratch();
    }
    this.losses = new StepLoss[cut.lanes()];
    this.optimiser = new FlatOptimiser(optimiser);
  }

  private List<LayerWeights> weights(List<LayerParameters> all, int rows) {
    return all.stream()
        .map(layer -> LayerWeights.of(layer, parameters, rows, cut.lanes()))
        .toList();
  }

  @Override
  StepLoss step(int count, double learningRate, double beta, Runnable alongside) {
    optimiser.beginStep(++steps, count, learningRate);
    StepLoss loss =
        run(
            count,
            beta,
            alongside,
            (range, scratch) -> optimiser.update(moments.get(range), parameters, scratch));
    team.run(prepared.size(), (layer, thread) -> prepared.get(layer).changed());
    return loss;
  }

  /**
   * The loss of the first {@code count} images; leaves its derivatives, summed over them, in {@link
   * #gradients()}.
   */
  StepLoss gradients(int count, double beta) {
    return run(count, beta, () -> {}, NOTHING);
  }

  private StepLoss run(int count, double beta, Runnable alongside, RangeWork work) {
    StepLoss loss = StepLoss.NONE;
    for (int chunk = 0; chunk < count; chunk += cut.chunk()) {
      int images = Math.min(cut.chunk(), count - chunk);
      boolean last = chunk + images == count;
      int lanes = runSlices(chunk, images, beta, chunk == 0 ? alongside : () -> {});
      for (int lane = 0; lane < lanes; lane++) {
        loss = loss.plus(losses[lane]);
      }
      runRanges(images, lanes, chunk > 0, last ? work : NOTHING);
    }
    return loss;
  }

  /** Returns the number of lanes. */
  private int runSlices(int chunk, int images, double beta, Runnable alongside) {
    int perLane = cut.lane(images);
    int lanes = (images + perLane - 1) / perLane;
    team.run(
        lanes + 1,
        (piece, thread) -> {
          if (piece == 0) {
            alongside.run();
          } else {
            int start = (piece - 1) * perLane;
            int end = Math.min(images, start + perLane);
            losses[piece - 1] = lane(networks[thread], chunk, piece - 1, start, end, beta);
          }
        });
    return lanes;
  }

  private StepLoss lane(
      SliceNetwork network, int chunk, int lane, int start, int end, double beta) {
    StepLoss loss = StepLoss.NONE;
    for (int first = start; first < end; first += cut.slice()) {
      int rows = Math.min(cut.slice(), end - first);
      Slice slice = new Slice(first, rows, lane, first > start);
      loss = loss.plus(network.gradients(chunk, slice, beta));
    }
    return loss;
  }

  private void runRanges(int images, int lanes, boolean add, RangeWork work) {
    team.run(
        ranges.size(),
        (i, thread) -> {
          ParameterRange range = ranges.get(i);
          int rows = i < encoderRanges ? images : images * samples;
          range.sumGradients(rows, lanes, add, scratches[thread]);
          work.run(i, scratches[thread]);
        });
  }

  /**
   * A copy of the gradients that {@link #gradients(int, double)} computed, in the order of the
   * parameters.
   */
  float[] gradients() {
    float[] copy = new float[size];
    parameters.getGradients(0, copy, 0, copy.length);
    return copy;
  }

  @Override
  public float[] encode(float[] rows, int[] labelled, int count) {
    return networks[0].encode(rows, labelled, count);
  }

  @Override
  public float[] decode(float[] latents, int[] labelled, int count) {
    return networks[0].decode(latents, labelled, count);
  }

  @Override
  public void load(VaeState from) {
    steps = from.steps();
    parameters.put(0, from.parameters(), 0, size);
    moments.forEach(range -> range.load(from));
    prepared.forEach(LayerWeights::changed);
  }

  @Override
  public VaeState state() {
    if (state == null) {
      state = new VaeState(size);
    }
    state.setSteps(steps);
    parameters.get(0, state.parameters(), 0, size);
    moments.forEach(range -> range.store(state));
    return state;
  }

  @Override
  public void rest() {
    team.close();
  }

  @Override
  public void close() {
    team.close();
    Arrays.stream(networks).forEach(SliceNetwork::close);
    layers.forEach(LayerWeights::close);
    parameters.close();
  }
}
