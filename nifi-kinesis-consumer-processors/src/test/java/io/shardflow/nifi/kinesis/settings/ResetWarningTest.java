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
package io.shardflow.nifi.kinesis.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reset does to the data is said where an operator sets it: at the property and at the flow's parameter. */
class ResetWarningTest {

    private static final Path FLOW = Path.of("..", "flow", "kinesis-to-snowflake.json");
    private static final List<String> POSITION = List.of(
            "LATEST loses what arrives in between",
            "TRIM_HORIZON reads again what was read",
            "recognised under EXACTLY_ONCE",
            "loaded again under AT_LEAST_ONCE");
    private static final String NAME = "A new name begins anew, in a new table, and leaves the old table as it is.";

    @Test
    void thePropertiesSayIt() {
        assertSays(ConsumerProperties.INITIAL_STREAM_POSITION.getDescription());
        assertTrue(ConsumerProperties.APPLICATION_NAME.getDescription().contains(NAME));
    }

    @Test
    void theParametersSayIt() throws IOException {
        assertSays(parameter("AWS Kinesis Initial Stream Position"));
        assertTrue(parameter("AWS Kinesis Application Name").contains(NAME));
    }

    private static void assertSays(final String description) {
        POSITION.forEach(part -> assertTrue(description.contains(part), part));
    }

    private static String parameter(final String name) throws IOException {
        for (final JsonNode context : new ObjectMapper().readTree(FLOW.toFile()).path("parameterContexts")) {
            for (final JsonNode parameter : context.path("parameters")) {
                if (parameter.path("name").asText().equals(name)) {
                    return parameter.path("description").asText();
                }
            }
        }
        throw new AssertionError("no parameter " + name);
    }
}
