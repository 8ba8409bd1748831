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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each flow says to those who see it on NiFi's canvas for the first time. */
class CanvasTest {

    /** As NiFi draws them. */
    private static final int PROCESSOR_WIDTH = 352;

    private static final int PROCESSOR_HEIGHT = 128;
    private static final int FUNNEL = 48;
    private static final int PORT_WIDTH = 240;
    private static final int PORT_HEIGHT = 48;
    private static final int GROUP_WIDTH = 384;
    private static final int GROUP_HEIGHT = 176;

    private static final Pattern PARAMETER = Pattern.compile("#\\{'?([^}']+)'?}");

    static List<Path> flows() {
        return List.of(Installation.flowDefinition(), Installation.statelessFlowDefinition());
    }

    /** Connections and funnels have no comments in NiFi. */
    @ParameterizedTest
    @MethodSource("flows")
    void eachComponentSaysWhatItIsFor(final Path flow) throws IOException {
        final List<JsonNode> groups = groups(flow);
        for (final String kind : List.of("processors", "controllerServices")) {
            assertThat(all(groups, kind, "comments")).isNotEmpty().allMatch(CanvasTest::isSentence);
        }
        assertThat(all(groups, "outputPorts", "comments")).allMatch(CanvasTest::isSentence);
        assertThat(groups.stream().map(group -> group.path("comments").asText()))
                .allMatch(CanvasTest::isSentence);
        for (final JsonNode group : groups) {
            assertThat(texts(group.path("connections"), "name"))
                    .doesNotContain("")
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void labelsSayWhereToBeginAndWhatItCosts(final Path flow) throws IOException {
        assertThat(texts(groups(flow).getFirst().path("labels"), "label"))
                .anyMatch(label -> label.startsWith("Start here\n"))
                .anyMatch(label -> label.startsWith("What it costs\n"))
                .anyMatch(label -> label.startsWith("A second stream\n"));
    }

    /** In a Stateless group none does. */
    @Test
    void aLabelSaysWhichQueueStopsEverything() throws IOException {
        assertThat(all(groups(Installation.flowDefinition()), "labels", "label"))
                .anyMatch(label -> label.startsWith("A full queue here stops everything\n"));
    }

    @ParameterizedTest
    @MethodSource("flows")
    void nothingCoversAnother(final Path flow) throws IOException {
        for (final JsonNode group : groups(flow)) {
            final List<Rectangle> places = new ArrayList<>();
            group.path("processors").forEach(each -> places.add(place(each, PROCESSOR_WIDTH, PROCESSOR_HEIGHT)));
            group.path("funnels").forEach(each -> places.add(place(each, FUNNEL, FUNNEL)));
            group.path("outputPorts").forEach(each -> places.add(place(each, PORT_WIDTH, PORT_HEIGHT)));
            group.path("processGroups").forEach(each -> places.add(place(each, GROUP_WIDTH, GROUP_HEIGHT)));
            group.path("labels")
                    .forEach(each -> places.add(place(
                            each,
                            each.path("width").asInt(),
                            each.path("height").asInt())));
            for (final Rectangle one : places) {
                assertThat(places).filteredOn(other -> other != one).noneMatch(one::intersects);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void eachParameterIsDescribedAndUsedAndNoOther(final Path flow) throws IOException {
        final List<JsonNode> groups = groups(flow);
        final Stream<String> properties = Stream.concat(
                all(groups, "processors", "properties").stream(),
                all(groups, "controllerServices", "properties").stream());
        final List<String> used = properties
                .flatMap(text -> PARAMETER.matcher(text).results())
                .map(found -> found.group(1))
                .distinct()
                .toList();
        final JsonNode contexts = read(flow).path("parameterContexts");
        assertThat(contexts).hasSize(1);
        final JsonNode context = contexts.elements().next();
        assertThat(groups).allSatisfy(group -> assertThat(group.path("parameterContextName"))
                .isEqualTo(context.path("name")));
        assertThat(used).containsExactlyInAnyOrderElementsOf(texts(context.path("parameters"), "name"));
        assertThat(texts(context.path("parameters"), "description")).allMatch(CanvasTest::isSentence);
    }

    private static boolean isSentence(final String text) {
        return text.length() > 10 && text.endsWith(".");
    }

    private static JsonNode read(final Path flow) throws IOException {
        return new ObjectMapper().readTree(flow.toFile());
    }

    /** The flow's own group, then those in it. */
    private static List<JsonNode> groups(final Path flow) throws IOException {
        final List<JsonNode> groups = new ArrayList<>(List.of(read(flow).path("flowContents")));
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).path("processGroups").forEach(groups::add);
        }
        return groups;
    }

    private static List<String> all(final List<JsonNode> groups, final String kind, final String field) {
        return groups.stream()
                .flatMap(group -> texts(group.path(kind), field).stream())
                .toList();
    }

    private static List<String> texts(final JsonNode components, final String field) {
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
