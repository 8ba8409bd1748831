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
package io.shardflow.localstack.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/install.md says what the flow has. */
class InstallPageTest {

    private static final Path PAGE = Path.of("../docs/install.md");
    private static final String END = "<!-- end of parameters -->";
    private static final Pattern TABLE = Pattern.compile("<!-- parameters[^\\n]*-->\\n(.*?)" + END, Pattern.DOTALL);

    @Test
    void theTableOfParametersIsThatOfTheFlow() throws IOException {
        final List<String> rows = new ArrayList<>();
        rows.add("| parameter | comes with | what it is |");
        rows.add("|---|---|---|");
        for (final JsonNode parameter : parameters()) {
            final String value = parameter.path("value").asText("");
            rows.add("| `%s` | %s | %s |"
                    .formatted(
                            parameter.path("name").asText(),
                            parameter.path("sensitive").asBoolean()
                                    ? "empty, sensitive"
                                    : value.isEmpty() ? "empty" : "`" + value + "`",
                            parameter.path("description").asText()));
        }
        final String expected = rows.stream().collect(Collectors.joining("\n", "\n", "\n\n"));
        final String page = Files.readString(PAGE);
        assertEquals(
                expected,
                TABLE.matcher(page).results().findFirst().orElseThrow().group(1));
    }

    @Test
    void whatHasToBeSetIsAParameterOfTheFlow() throws IOException {
        final Set<String> known = new TreeSet<>();
        parameters().forEach(parameter -> known.add(parameter.path("name").asText()));
        final Set<String> named = Pattern.compile("`((?:AWS|Snowflake|Maximum|Delivery) [A-Z][A-Za-z ]+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(known.containsAll(named), named::toString);
    }

    private static List<JsonNode> parameters() throws IOException {
        final List<JsonNode> parameters = new ArrayList<>();
        new ObjectMapper()
                .readTree(Installation.flowDefinition().toFile())
                .path("parameterContexts")
                .forEach(context -> context.path("parameters").forEach(parameters::add));
        return parameters;
    }
}
