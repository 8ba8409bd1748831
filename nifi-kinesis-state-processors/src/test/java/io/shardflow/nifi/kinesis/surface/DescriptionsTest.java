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

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.manage.ManageKinesisState;
import io.shardflow.nifi.snowflake.GetRejectedRecords;
import io.shardflow.nifi.snowflake.PutSnowflake;
import io.shardflow.nifi.snowflake.SnowflakeConnectionPool;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.SystemResourceConsiderations;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.ConfigurableComponent;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What NiFi's UI shows of the components is said, and in sentences. */
class DescriptionsTest {

    static List<ConfigurableComponent> components() {
        return List.of(
                new ConsumeKinesisStream(),
                new PutSnowflake(),
                new GetRejectedRecords(),
                new ManageKinesisState(),
                new SnowflakeConnectionPool());
    }

    @ParameterizedTest
    @MethodSource("components")
    void propertiesAndTheirValuesAreDescribed(final ConfigurableComponent component) {
        assertAll(component.getPropertyDescriptors().stream()
                .flatMap(property -> Stream.concat(
                        Stream.of(sentence(property.getName(), property.getDescription())), values(property))));
    }

    /** A property that others depend on is there, offers the value, and stands before them. */
    @ParameterizedTest
    @MethodSource("components")
    void propertiesComeAfterTheOnesTheyDependOn(final ConfigurableComponent component) {
        final Set<String> before = new HashSet<>();
        for (final PropertyDescriptor property : component.getPropertyDescriptors()) {
            property.getDependencies()
                    .forEach(dependency -> assertTrue(
                            before.contains(dependency.getPropertyName()),
                            () -> property.getName() + " depends on " + dependency.getPropertyName()));
            before.add(property.getName());
        }
    }

    @ParameterizedTest
    @MethodSource("components")
    void componentsSayWhatTheyAreFor(final ConfigurableComponent component) {
        final Class<?> type = component.getClass();
        assertNotNull(type.getAnnotation(Tags.class), "tags");
        assertNotNull(type.getAnnotation(SeeAlso.class), "see also");
        assertAll(Stream.of(sentence(
                type.getName(), type.getAnnotation(CapabilityDescription.class).value())));
        if (component instanceof Processor processor) {
            assertNotNull(type.getAnnotation(InputRequirement.class), "input requirement");
            assertTrue(
                    type.getAnnotationsByType(UseCase.class).length
                                    + type.getAnnotationsByType(MultiProcessorUseCase.class).length
                            > 0,
                    "use cases");
            assertAll(processor.getRelationships().stream()
                    .map(relationship -> sentence(relationship.getName(), relationship.getDescription())));
            assertAll(attributes(type).map(attribute -> sentence(attribute.attribute(), attribute.description())));
        }
        assertAll(Stream.of(type.getAnnotationsByType(SystemResourceConsideration.class))
                .map(resource -> sentence(resource.resource().name(), resource.description())));
    }

    @Test
    void whatTakesDiskOrMemoryIsSaid() {
        assertEquals(
                2,
                Stream.of(ConsumeKinesisStream.class, PutSnowflake.class)
                        .filter(type -> type.isAnnotationPresent(SystemResourceConsideration.class)
                                || type.isAnnotationPresent(SystemResourceConsiderations.class))
                        .count());
    }

    private static Stream<Executable> values(final PropertyDescriptor property) {
        // services are named by their owners; yes and no by the property
        return property.getAllowableValues() == null
                        || property.getControllerServiceDefinition() != null
                        || property.getAllowableValues().stream()
                                .map(AllowableValue::getValue)
                                .allMatch(List.of("true", "false")::contains)
                ? Stream.empty()
                : property.getAllowableValues().stream()
                        .flatMap(value -> Stream.of(
                                sentence(property.getName() + ": " + value.getValue(), value.getDescription()),
                                () -> assertFalse(value.getDisplayName().contains("_"), value::getDisplayName)));
    }

    private static Stream<WritesAttribute> attributes(final Class<?> type) {
        final WritesAttributes attributes = type.getAnnotation(WritesAttributes.class);
        return attributes == null
                ? Stream.of(type.getAnnotationsByType(WritesAttribute.class))
                : Stream.of(attributes.value());
    }

    private static Executable sentence(final String of, final String text) {
        return () -> assertTrue(
                text != null && text.length() > 10 && text.endsWith(".") && !text.contains("  "), of + ": " + text);
    }
}
