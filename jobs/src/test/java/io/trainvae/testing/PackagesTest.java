package io.trainvae.testing;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import io.trainvae.cli.Main;
import io.trainvae.model.VaeSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who reads a package need not read it before itself: no packages depend on each other. */
class PackagesTest {
  private static boolean isMain(Location location) {
    return new ImportOption.DoNotIncludeTests().includes(location)
        && !location.contains("-tests.jar");
  }

  @Tag("long")
  @Test
  void noPackagesDependOnEachOther() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(PackagesTest::isMain)
            .importPackages("io.trainvae");
    // Of both modules.
    assertThat(classes.contain(VaeSpec.class)).isTrue();
    assertThat(classes.contain(Main.class)).isTrue();
    slices().matching("io.trainvae.(**)").should().beFreeOfCycles().check(classes);
  }
}
