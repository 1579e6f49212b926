package io.trainvae.testing;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A small application: adds 1 to 1000 in four tasks of half a second, and says which executors took
 * part.
 */
public final class ClusterProbe {
  private ClusterProbe() {}

  /** With the argument {@code exit N} it ends with that code instead. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length == 2 && args[0].equals("exit")) {
      System.exit(Integer.parseInt(args[1]));
    }
    try (SparkSession session = SparkSession.builder().appName("probe").getOrCreate()) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
      // The driver counts as one.
      while (context.sc().getExecutorMemoryStatus().size() < 3) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      JavaRDD<Integer> numbers =
          context.parallelize(IntStream.rangeClosed(1, 1000).boxed().toList(), 4);
      System.out.println("executors " + executors(numbers));
      System.out.println("sum " + numbers.mapPartitions(ClusterProbe::slowly).reduce(Integer::sum));
    }
  }

  private static List<String> executors(JavaRDD<Integer> numbers) {
    return numbers
        .mapPartitions(
            part -> {
              slowly(part);
              return List.of(SparkEnv.get().executorId()).iterator();
            })
        .distinct()
        .collect()
        .stream()
        .sorted()
        .toList();
  }

  private static Iterator<Integer> slowly(Iterator<Integer> part) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(500);
    return part;
  }
}
