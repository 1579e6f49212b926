package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.trainvae.testing.ProjectFiles;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * Checks what cannot be run without Kubernetes or Docker against the types of Kubernetes's clients.
 * The Spark operator's own kinds have no Java types, so for its object the test checks the
 * Kubernetes parts and the names of the rest.
 */
final class ManifestsTest {
  private static final Path DEPLOY = ProjectFiles.root().resolve("deploy");

  /** Kubernetes's types keep unknown fields; here they are an error. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  private static List<JsonNode> documents(String file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (var parser = STRICT.createParser(DEPLOY.resolve(file).toFile())) {
      STRICT.readValues(parser, JsonNode.class).forEachRemaining(documents::add);
    }
    return documents;
  }

  private static <T> T strictly(JsonNode node, Class<T> type) throws IOException {
    return STRICT.treeToValue(node, type);
  }

  @Test
  void unknownFieldsAreNoticed() throws IOException {
    JsonNode pod = STRICT.readTree("{spec: {containers: [{name: a, imagePolicy: x}]}}");
    assertThatThrownBy(() -> strictly(pod, Pod.class))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("imagePolicy");
  }

  @Test
  void theDriverMayMakeExecutors() throws IOException {
    List<JsonNode> objects = documents("kubernetes/access.yaml");
    ServiceAccount account = strictly(objects.get(0), ServiceAccount.class);
    Role role = strictly(objects.get(1), Role.class);
    RoleBinding binding = strictly(objects.get(2), RoleBinding.class);
    assertThat(objects).hasSize(3);
    assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
    assertThat(binding.getSubjects().get(0).getName()).isEqualTo(account.getMetadata().getName());
    assertThat(role.getRules().get(0).getResources()).contains("pods", "configmaps", "services");
    // Spark's driver gives up its executors with this one.
    assertThat(role.getRules().get(0).getVerbs()).contains("deletecollection");
  }

  @Test
  void executorsAreNotRoot() throws IOException {
    Pod pod = strictly(documents("kubernetes/executor.yaml").get(0), Pod.class);
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getContainers().get(0).getVolumeMounts()).isEmpty();
    assertThat(pod.getSpec().getVolumes()).isEmpty();
  }

  @Test
  void theOperatorsObjectIsOneOfSparks() throws IOException {
    JsonNode application = documents("kubernetes/spark-application.yaml").get(0);
    assertThat(application.path("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
    assertThat(application.path("kind").asText()).isEqualTo("SparkApplication");
    strictly(application.path("metadata"), ObjectMeta.class);
    JsonNode spec = application.path("spec");
    assertThat(spec.fieldNames())
        .toIterable()
        .isSubsetOf(
            "type",
            "mode",
            "sparkVersion",
            "image",
            "imagePullPolicy",
            "mainClass",
            "mainApplicationFile",
            "arguments",
            "sparkConf",
            "restartPolicy",
            "driver",
            "executor");
    spec.path("sparkConf").forEach(value -> assertThat(value.isTextual()).isTrue());
    spec.path("arguments").forEach(value -> assertThat(value.isTextual()).isTrue());
    checkPod(spec.path("driver"), "serviceAccount");
    checkPod(spec.path("executor"), "instances");
    assertThat(documents("kubernetes/access.yaml").get(0).path("metadata").path("name"))
        .isEqualTo(spec.path("driver").path("serviceAccount"));
  }

  /** The operator's spark-submit is not given the file that every other way of ours gives. */
  @Test
  void theOperatorsObjectHasTheSettingsOfThisProject() throws IOException {
    JsonNode conf =
        documents("kubernetes/spark-application.yaml").get(0).path("spec").path("sparkConf");
    Properties defaults = new Properties();
    try (Reader file =
        Files.newBufferedReader(ProjectFiles.root().resolve("conf/spark-defaults.conf"))) {
      defaults.load(file);
    }
    assertThat(defaults).hasSizeGreaterThan(8);
    for (String key : defaults.stringPropertyNames()) {
      String expected = defaults.getProperty(key);
      if (key.endsWith("JavaOptions")) {
        // On Kubernetes there may be more of them.
        assertThat(conf.path(key).asText().split(" ")).as(key).contains(expected.split(" "));
      } else {
        assertThat(conf.path(key).asText()).as(key).isEqualTo(expected);
      }
    }
  }

  @Test
  void aDriverThatIsStartedAgainGoesOn() throws IOException {
    JsonNode spec = documents("kubernetes/spark-application.yaml").get(0).path("spec");
    assertThat(spec.path("arguments")).extracting(JsonNode::asText).contains("run", "--resume");
    JsonNode restart = spec.path("restartPolicy");
    assertThat(restart.path("type").asText()).isEqualTo("OnFailure");
    assertThat(restart.path("onFailureRetries").isInt()).isTrue();
    // Longer than the patience with a holder of the run that gives no sign of life.
    assertThat(restart.path("onFailureRetryInterval").asInt()).isGreaterThan(35);
    assertThat(restart.fieldNames())
        .toIterable()
        .isSubsetOf(
            "type",
            "onFailureRetries",
            "onFailureRetryInterval",
            "onSubmissionFailureRetries",
            "onSubmissionFailureRetryInterval");
  }

  private static void checkPod(JsonNode pod, String own) throws IOException {
    assertThat(pod.fieldNames())
        .toIterable()
        .isSubsetOf(own, "cores", "memory", "memoryOverhead", "env", "envFrom", "securityContext");
    for (JsonNode variable : pod.path("env")) {
      strictly(variable, EnvVar.class);
    }
    for (JsonNode source : pod.path("envFrom")) {
      strictly(source, EnvFromSource.class);
    }
    assertThat(strictly(pod.path("securityContext"), SecurityContext.class).getRunAsNonRoot())
        .isTrue();
  }

  @Test
  void theImageHasWhatItsFilesNameAndIsNotRoot() throws IOException {
    List<String> lines = Files.readAllLines(DEPLOY.resolve("docker/Dockerfile"));
    assertThat(lines).anyMatch(line -> line.matches("FROM apache/spark:3\\.5\\.7-.*java17.*"));
    assertThat(lines).contains("USER 185:185");
    List<String> kept = Files.readAllLines(DEPLOY.resolve("docker/Dockerfile.dockerignore"));
    List<String> copied =
        lines.stream()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> line.split(" ")[1].replaceFirst("/$", ""))
            .toList();
    assertThat(kept.stream().filter(line -> line.startsWith("!")).map(line -> line.substring(1)))
        .containsExactlyInAnyOrderElementsOf(copied);
  }

  @Test
  void composeStartsTheImageOnceTheBucketIsThere() throws IOException {
    JsonNode services = documents("docker/compose.yaml").get(0).path("services");
    JsonNode run = services.path("run");
    assertThat(run.path("depends_on").path("bucket").path("condition").asText())
        .isEqualTo("service_completed_successfully");
    assertThat(services.path("bucket").path("depends_on").path("minio").path("condition").asText())
        .isEqualTo("service_healthy");
    Path context = DEPLOY.resolve("docker").resolve(run.path("build").path("context").asText());
    assertThat(context.resolve(run.path("build").path("dockerfile").asText())).exists();
    // The file contains neither an external address nor a secret.
    services
        .path("minio")
        .path("ports")
        .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
    assertThat(Files.readString(DEPLOY.resolve("docker/compose.yaml")))
        .doesNotContainPattern("SECRET_ACCESS_KEY: [^$]");
  }
}
