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
package io.shardflow.nifi.kinesis.surface;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.manage.ManageKinesisState;
import io.shardflow.nifi.snowflake.GetRejectedRecords;
import io.shardflow.nifi.snowflake.PutSnowflake;
import io.shardflow.nifi.snowflake.SnowflakeConnectionPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.ConfigurableComponent;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;
import org.junit.jupiter.api.Test;

/**
 * What flows hold of the components: names and values of properties, whether they are sensitive, relationships, attributes. A
 * flow that was saved with other ones is invalid or, worse, valid with another meaning, so a change here needs {@code
 * migrateProperties}, and a line in the docs. The text to be put into property-surface.txt is written to target.
 */
class PropertySurfaceTest {

    private static final Path PINNED = Path.of("src/test/resources/property-surface.txt");
    private static final Path FOUND = Path.of("target/property-surface.txt");

    @Test
    void whatFlowsHoldOfTheComponentsIsPinned() throws IOException {
        final List<String> lines = new ArrayList<>();
        for (final ConfigurableComponent component : List.of(
                new ConsumeKinesisStream(),
                new PutSnowflake(),
                new GetRejectedRecords(),
                new ManageKinesisState(),
                new SnowflakeConnectionPool())) {
            describe(component, lines);
        }
        final String found = lines.stream().collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(FOUND, found);
        assertEquals(Files.readString(PINNED), found, () -> "compare " + FOUND + " with " + PINNED);
    }

    private static void describe(final ConfigurableComponent component, final List<String> lines) {
        lines.add(component.getClass().getName());
        component.getPropertyDescriptors().forEach(property -> lines.add("  property " + text(property)));
        if (component instanceof Processor processor) {
            processor.getRelationships().stream()
                    .map(Relationship::getName)
                    .sorted()
                    .forEach(name -> lines.add("  relationship " + name));
        }
        Optional.ofNullable(component.getClass().getAnnotation(ReadsAttributes.class)).stream()
                .flatMap(attributes -> Stream.of(attributes.value()))
                .map(ReadsAttribute::attribute)
                .sorted()
                .forEach(name -> lines.add("  reads " + name));
        Optional.ofNullable(component.getClass().getAnnotation(WritesAttributes.class)).stream()
                .flatMap(attributes -> Stream.of(attributes.value()))
                .map(WritesAttribute::attribute)
                .sorted()
                .forEach(name -> lines.add("  writes " + name));
        lines.add("");
    }

    private static String text(final PropertyDescriptor property) {
        final List<String> facts = new ArrayList<>();
        facts.add(property.getName());
        if (!property.getDisplayName().equals(property.getName())) {
            facts.add("shown as " + property.getDisplayName());
        }
        if (property.isRequired()) {
            facts.add("required");
        }
        if (property.isSensitive()) {
            facts.add("sensitive");
        }
        if (property.isExpressionLanguageSupported()) {
            facts.add(property.getExpressionLanguageScope().name());
        }
        Optional.ofNullable(property.getControllerServiceDefinition())
                .ifPresent(service -> facts.add(service.getSimpleName()));
        if (property.getAllowableValues() != null && property.getControllerServiceDefinition() == null) {
            facts.add(property.getAllowableValues().stream()
                    .map(AllowableValue::getValue)
                    .collect(Collectors.joining("|")));
        }
        Optional.ofNullable(property.getDefaultValue()).ifPresent(value -> facts.add("default " + value));
        property.getDependencies().stream()
                .map(dependency -> "if " + dependency.getPropertyName()
                        + (dependency.getDependentValues() == null
                                ? " is set"
                                : " is "
                                        + dependency.getDependentValues().stream()
                                                .sorted(Comparator.naturalOrder())
                                                .collect(Collectors.joining("|"))))
                .sorted()
                .forEach(facts::add);
        return String.join("; ", facts);
    }
}
