/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.benchmarks.measure.Spread;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {

    @TempDir
    private Path folder;

    @Test
    void pageAndTerminalShowTheSame() throws IOException {
        final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        final Report report =
                new Report(folder.resolve("benchmark"), new PrintStream(terminal, true, StandardCharsets.UTF_8));
        report.heading(2, "Consumer");
        report.progress("%d of %d", 1, 2);
        report.table(new Table("stream", "MB/s").add("a|b", "39.5").add("longer", "7"));
        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .isEqualTo("\nConsumer\n  1 of 2\n\nstream  MB/s\na|b     39.5\nlonger  7\n");
        assertThat(Files.readString(report.page()))
                .isEqualTo("## Consumer\n\n| stream | MB/s |\n|---|---|\n| a\\|b | 39.5 |\n| longer | 7 |\n\n");
    }

    @Test
    void refusesARowThatDoesNotFit() {
        assertThatThrownBy(() -> new Table("a", "b").add("1")).hasMessage("1 cells for 2 headings");
    }

    @Test
    void barsAreAsLongAsTheirValues() throws Exception {
        final String svg = new BarChart("CPU & <time>")
                .add("ours", Spread.of(List.of(10.0, 20.0, 30.0)), false)
                .add("theirs", Spread.of(List.of(5.0)), true)
                .svg();
        final NodeList rectangles = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("rect");
        assertThat(rectangles.getLength()).isEqualTo(3);
        assertThat(width(rectangles, 1)).isEqualTo(4 * width(rectangles, 2));
        assertThat(svg).contains("CPU &amp; &lt;time&gt;", "20.0 (10.0 to 30.0)");
    }

    private static double width(final NodeList rectangles, final int index) {
        return Double.parseDouble(((Element) rectangles.item(index)).getAttribute("width"));
    }
}
