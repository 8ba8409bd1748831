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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The flow for the Stateless engine is the first flow in all that need not differ. */
class StatelessFlowTest {

    private static final String AGE = "Maximum Batch Age";

    /** Of a processor: where it is on the canvas, and to what group it belongs. */
    private static final List<String> PLACE = List.of("identifier", "groupIdentifier", "position");

    private final JsonNode first = read(Installation.flowDefinition());
    private final JsonNode stateless = read(Installation.statelessFlowDefinition());
    private final JsonNode group = stateless.at("/flowContents/processGroups/0");

    @Test
    void hasTheSameParametersInAContextOfItsOwn() {
        final JsonNode context = first.path("parameterContexts").elements().next();
        final JsonNode own = stateless.path("parameterContexts").elements().next();
        assertNotEquals(context.path("name"), own.path("name"));
        assertEquals(own.path("name"), stateless.at("/flowContents/parameterContextName"));
        assertEquals(own.path("name"), group.path("parameterContextName"));
        final Map<String, JsonNode> expected = byName(context.path("parameters"));
        final Map<String, JsonNode> parameters = byName(own.path("parameters"));
        assertEquals(expected.keySet(), parameters.keySet());
        expected.remove(AGE);
        expected.forEach((name, parameter) -> assertEquals(parameter, parameters.get(name)));
    }

    @Test
    void hasTheSameProcessors() {
        final Map<String, JsonNode> expected = byName(first.at("/flowContents/processors"));
        final Map<String, JsonNode> processors = byName(group.path("processors"));
        processors.putAll(byName(stateless.at("/flowContents/processors")));
        assertTrue(processors.keySet().containsAll(expected.keySet()));
        expected.forEach(
                (name, processor) -> assertEquals(withoutPlace(processor), withoutPlace(processors.get(name)), name));
        final Map<String, JsonNode> services = byName(first.at("/flowContents/controllerServices"));
        byName(stateless.at("/flowContents/controllerServices"))
                .forEach(
                        (name, service) -> assertEquals(withoutPlace(services.get(name)), withoutPlace(service), name));
    }

    @Test
    void whatTheErrorTableGetsWaitsForNothingSinceARunCouldNotEndMeanwhile() {
        final Map<String, JsonNode> processors = byName(group.path("processors"));
        assertEquals("0 sec", age(processors.get("Put rejected records")));
        assertEquals("#{" + AGE + "}", age(processors.get("Put into Snowflake")));
    }

    /** A port of function Failure would undo the run, and what it had read would come again and again. */
    @Test
    void whatCannotBeLoadedLeavesByPortsIntoQueuesThatHoldBackNobody() {
        assertEquals("STATELESS", group.path("executionEngine").asText());
        assertEquals("5 mins", group.path("statelessFlowTimeout").asText());
        final Map<String, JsonNode> ports = byName(group.path("outputPorts"));
        assertEquals(2, ports.size());
        ports.forEach((name, port) ->
                assertEquals("STANDARD", port.path("portFunction").asText()));
        final Map<String, JsonNode> queues = byName(stateless.at("/flowContents/connections"));
        ports.keySet().forEach(name -> {
            final JsonNode queue = queues.get("kept: " + name);
            assertEquals(0, queue.path("backPressureObjectThreshold").asInt(-1));
            assertEquals("0 B", queue.path("backPressureDataSizeThreshold").asText());
            assertEquals("0 sec", queue.path("flowFileExpiration").asText());
        });
    }

    private static String age(final JsonNode processor) {
        return processor.path("properties").path(AGE).asText();
    }

    private static JsonNode withoutPlace(final JsonNode component) {
        final ObjectNode copy = component.deepCopy();
        copy.remove(PLACE);
        ((ObjectNode) copy.get("properties")).remove(List.of("Connection Pool", AGE));
        return copy;
    }

    private static Map<String, JsonNode> byName(final JsonNode array) {
        final Map<String, JsonNode> byName = new TreeMap<>();
        array.forEach(one -> byName.put(one.path("name").asText(), one));
        return byName;
    }

    private static JsonNode read(final Path flow) {
        try {
            return new ObjectMapper().readTree(flow.toFile());
        } catch (final IOException e) {
            throw new AssertionError(flow + " cannot be read", e);
        }
    }
}
