package io.trainvae.gpu;

import io.trainvae.device.Backend;
import io.trainvae.error.JobException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The GPU that Spark gave to a task. */
public final class TaskGpu {
  private static final Logger LOG = LoggerFactory.getLogger(TaskGpu.class);
  private static final String RESOURCE = "gpu";
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  /** ND4J's two calls that matter here. */
  interface Binding {
    int devices();

    void bind(int device);
  }

  private TaskGpu() {}

  /**
   * Binds ND4J to the task's GPU for this thread; to be called first of all in a task. Does nothing
   * in a task that has none, as under a local master.
   *
   * @throws JobException when ND4J cannot use the address
   */
  public static void bind() {
    ofTask().ifPresent(address -> bind(address, Backend.best(), new Nd4jBinding()));
  }

  /** The address that the discovery script returned; empty if the task has no GPU. */
  static Optional<String> ofTask() {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> given = task == null ? Map.of() : task.resourcesJMap();
    return Optional.ofNullable(given.get(RESOURCE)).map(gpu -> gpu.addresses()[0]);
  }

  static void bind(String address, Backend backend, Binding nd4j) {
    int device = device(address);
    // A backend for processors always has one device.
    int devices = backend.onProcessor() ? Integer.MAX_VALUE : nd4j.devices();
    if (device >= devices) {
      throw JobException.failed(
          "Cannot bind GPU %d, which Spark gave to the task: ND4J sees %d, expected 0 to %d; is CUDA_VISIBLE_DEVICES set where the discovery script ignores it?"
              .formatted(device, devices, devices - 1));
    }
    nd4j.bind(device);
    if (TOLD.add(address)) {
      LOG.info("Bound {} to GPU {} of this task", backend, address);
    }
  }

  private static int device(String address) {
    try {
      return Integer.parseUnsignedInt(address);
    } catch (NumberFormatException e) {
      throw JobException.failed(
          "Cannot bind GPU \"%s\", which Spark gave to the task: expected a number, as deploy/gpu/discover-gpus tells them"
              .formatted(address),
          e);
    }
  }

  private static final class Nd4jBinding implements Binding {
    @Override
    public int devices() {
      return Nd4j.getAffinityManager().getNumberOfDevices();
    }

    @Override
    public void bind(int device) {
      Nd4j.getAffinityManager().unsafeSetDevice(device);
    }
  }
}
