package io.trainvae.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.trainvae.error.JobException;
import io.trainvae.model.VaeSpec;
import io.trainvae.storage.PlainJson;

/**
 * A model's description that comes from elsewhere than a configuration, held to the same bounds.
 */
public final class ModelSettings {
  private static final Kind MODEL =
      Schema.CONFIG.keys().stream()
          .filter(key -> key.name().equals("model"))
          .map(Key::kind)
          .findFirst()
          .orElseThrow();

  private ModelSettings() {}

  /**
   * @param what names the text in the error
   * @param description with the keys of a configuration's section {@code model}
   * @throws JobException data, with every unknown, missing, mistyped and out of range key
   */
  public static VaeSpec of(String what, JsonNode description) {
    Problems problems = new Problems();
    JsonNode checked = MODEL.check("spec", description, problems);
    try {
      problems.throwIfAny(what);
      VaeSpec spec = PlainJson.MAPPER.treeToValue(checked, VaeSpec.class);
      new ModelRules(spec, problems::add).check();
      problems.throwIfAny(what);
      return spec;
    } catch (JobException e) {
      throw JobException.data(e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The schema admits what VaeSpec does not: " + checked, e);
    }
  }
}
