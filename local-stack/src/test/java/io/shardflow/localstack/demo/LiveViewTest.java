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
package io.shardflow.localstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveViewTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void rewritesOneLineOnATerminal() {
        final LiveView view = new LiveView(out, true);
        view.show(1_500, 1_000);
        view.show(2_000, 2_000);
        view.end();

        assertThat(shown()).hasLineCount(1).contains("behind     500").contains("behind       0");
    }

    @Test
    void printsALineOnlyNowAndThenElsewhere() {
        final LiveView view = new LiveView(out, false);
        view.show(1_500, 1_000);
        view.show(2_000, 2_000);
        view.end();

        assertThat(shown()).hasLineCount(1).startsWith("produced     1,500   landed     1,000   behind     500");
    }

    @Test
    void isNeverBehindByLessThanNothing() {
        new LiveView(out, false).show(10, 12);

        assertThat(shown()).contains("behind       0");
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8).replace("\r", "");
    }
}
