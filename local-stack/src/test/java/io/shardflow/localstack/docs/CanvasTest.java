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

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.Installation;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the flow says to those who see it on NiFi's canvas for the first time. */
class CanvasTest {

    /** As NiFi draws them. */
    private static final int PROCESSOR_WIDTH = 352;

    private static final int PROCESSOR_HEIGHT = 128;
    private static final int FUNNEL = 48;

    private final JsonNode definition;
    private final JsonNode flow;

    CanvasTest() throws IOException {
        definition = new ObjectMapper().readTree(Installation.flowDefinition().toFile());
        flow = definition.path("flowContents");
    }

    /** Connections and funnels have no comments in NiFi. */
    @Test
    void eachComponentSaysWhatItIsFor() {
        assertThat(sentences(flow.path("processors"), "comments")).hasSize(4).allMatch(CanvasTest::isSentence);
        assertThat(sentences(flow.path("controllerServices"), "comments"))
                .hasSize(1)
                .allMatch(CanvasTest::isSentence);
        assertThat(flow.path("comments").asText()).matches(CanvasTest::isSentence);
        assertThat(sentences(flow.path("connections"), "name"))
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    void labelsSayWhereToBeginWhatItCostsAndWhatStopsIt() {
        assertThat(sentences(flow.path("labels"), "label"))
                .anyMatch(label -> label.startsWith("Start here\n"))
                .anyMatch(label -> label.startsWith("What it costs\n"))
                .anyMatch(label -> label.startsWith("A second stream\n"))
                .anyMatch(label -> label.startsWith("A full queue here stops everything\n"));
    }

    @Test
    void nothingCoversAnother() {
        final List<Rectangle> places = new ArrayList<>();
        flow.path("processors").forEach(each -> places.add(place(each, PROCESSOR_WIDTH, PROCESSOR_HEIGHT)));
        flow.path("funnels").forEach(each -> places.add(place(each, FUNNEL, FUNNEL)));
        flow.path("labels")
                .forEach(each -> places.add(place(
                        each, each.path("width").asInt(), each.path("height").asInt())));
        for (final Rectangle one : places) {
            assertThat(places).filteredOn(other -> other != one).noneMatch(one::intersects);
        }
    }

    @Test
    void eachParameterIsDescribedAndUsed() {
        final String properties = sentences(flow.path("processors"), "properties") + " "
                + sentences(flow.path("controllerServices"), "properties");
        for (final JsonNode context : definition.path("parameterContexts")) {
            assertThat(context.path("parameters")).isNotEmpty().allSatisfy(parameter -> {
                final String name = parameter.path("name").asText();
                assertThat(parameter.path("description").asText()).as(name).matches(CanvasTest::isSentence);
                assertThat(properties).containsAnyOf("#{" + name + "}", "#{'" + name + "'}");
            });
        }
    }

    private static boolean isSentence(final String text) {
        return text.length() > 10 && text.endsWith(".");
    }

    private static List<String> sentences(final JsonNode components, final String field) {
        return StreamSupport.stream(components.spliterator(), false)
                .map(component -> component.path(field))
                .map(value -> value.isTextual() ? value.asText() : value.toString())
                .toList();
    }

    private static Rectangle place(final JsonNode component, final int width, final int height) {
        return new Rectangle(
                component.at("/position/x").asInt(), component.at("/position/y").asInt(), width, height);
    }
}
