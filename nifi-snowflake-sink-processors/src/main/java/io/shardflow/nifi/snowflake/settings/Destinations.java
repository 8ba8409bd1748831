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
package io.shardflow.nifi.snowflake.settings;

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.TableName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.exception.TerminatedTaskException;

/** Tells from attributes what database, schema and table are meant. Safe for several threads. */
public final class Destinations {

    private final PropertyContext context;

    public Destinations(final PropertyContext context) {
        this.context = context;
    }

    /**
     * Checks a property as far as it can be without attributes.
     *
     * @throws IllegalArgumentException if it is neither a name nor an expression
     */
    static void check(final ValidationContext context, final PropertyDescriptor property) {
        final String text = SinkProperties.text(context, property);
        if (!context.isExpressionLanguagePresent(text)) {
            SinkProperties.identifier(context, property);
            return;
        }
        final String problem = context.newExpressionLanguageCompiler().validateExpression(text, true);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    public Destination of(final FlowFile flowFile) {
        return of(value -> value.evaluateAttributeExpressions(flowFile));
    }

    public Destination of(final Map<String, String> attributes) {
        return of(value -> value.evaluateAttributeExpressions(attributes));
    }

    private Destination of(final UnaryOperator<PropertyValue> evaluation) {
        try {
            return new Destination.Table(new TableName(
                    name(SinkProperties.DATABASE_NAME, evaluation),
                    name(SinkProperties.SCHEMA_NAME, evaluation),
                    name(SinkProperties.TABLE_NAME, evaluation)
                            .orElseThrow(() -> new IllegalArgumentException("Table Name is empty; set it"))));
        } catch (final IllegalArgumentException e) {
            return new Destination.Nowhere(e.getMessage());
        }
    }

    /**
     * Empty if the property is. An expression that gives nothing is a mistake: the FlowFile would go where those without a name
     * go, and a missing attribute would not be noticed.
     *
     * @throws IllegalArgumentException if it gives no name
     */
    private Optional<Identifier> name(
            final PropertyDescriptor property, final UnaryOperator<PropertyValue> evaluation) {
        final PropertyValue value = context.getProperty(property);
        final String text = evaluated(value, evaluation);
        try {
            if (!text.isEmpty()) {
                return Optional.of(Identifier.parse(text));
            }
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(property.getDisplayName() + ": " + e.getMessage(), e);
        }
        if (value.isExpressionLanguagePresent()) {
            throw new IllegalArgumentException(
                    property.getDisplayName() + ": its expression gives nothing; check the attributes that it goes by");
        }
        return Optional.empty();
    }

    /** Empty also if the expression cannot be evaluated: the FlowFile would stop all behind it. */
    private static String evaluated(final PropertyValue value, final UnaryOperator<PropertyValue> evaluation) {
        try {
            return Objects.requireNonNullElse(evaluation.apply(value).getValue(), "")
                    .trim();
        } catch (final TerminatedTaskException e) {
            throw e;
        } catch (final RuntimeException e) {
            return "";
        }
    }
}
