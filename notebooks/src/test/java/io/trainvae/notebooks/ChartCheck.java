package io.trainvae.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.notebooks.NoteFile.Paragraph;
import io.trainvae.notebooks.SparkShell.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that a chart draws columns of its query. */
final class ChartCheck {
  private ChartCheck() {}

  /**
   * Looks at a {@code %spark.sql} paragraph: it has rows, and its chart, as Zeppelin stores it
   * under {@code results.0.graph}, names columns by their right places. Zeppelin 0.12 takes the x
   * axis of a scatter as categories, and shows tables 1,300 pixels wide, so there are none.
   */
  static void check(Paragraph paragraph, Table table) {
    assertThat(table.rows()).as(paragraph.title()).isNotEmpty();
    Map<?, ?> graph = map(map(map(paragraph.config().get("results")).get("0")).get("graph"));
    String mode = (String) graph.get("mode");
    assertThat(mode).as(paragraph.title()).isIn("lineChart", "multiBarChart");
    assertThat((List<?>) graph.get("keys")).as(paragraph.title()).hasSize(1);
    assertThat((List<?>) graph.get("values")).as(paragraph.title()).isNotEmpty();
    List<Object> columns = new ArrayList<>();
    columns.addAll((List<?>) graph.get("keys"));
    columns.addAll((List<?>) graph.get("groups"));
    columns.addAll((List<?>) graph.get("values"));
    for (Object column : columns) {
      int index = ((Number) map(column).get("index")).intValue();
      assertThat(table.columns().get(index))
          .as("column %d of \"%s\"", index, paragraph.title())
          .isEqualTo(map(column).get("name"));
    }
  }

  private static Map<?, ?> map(Object value) {
    assertThat(value).isInstanceOf(Map.class);
    return (Map<?, ?>) value;
  }
}
