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

import io.shardflow.nifi.snowflake.jdbc.ErrorTableReader;
import io.shardflow.nifi.snowflake.jdbc.StoppableConnections;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of GetRejectedRecords, and their values for one run. */
public record ErrorTableSettings(StoppableConnections connections, ErrorTableReader.Wanted wanted) {

    public static final PropertyDescriptor DATABASE_NAME = withoutAttributes(SinkProperties.DATABASE_NAME);

    public static final PropertyDescriptor SCHEMA_NAME = withoutAttributes(SinkProperties.SCHEMA_NAME);

    public static final PropertyDescriptor TABLE_NAME = new PropertyDescriptor.Builder()
            .name("Table Name")
            .description("The error table: the one that a PutSnowflake fills with rejected records. Written like the"
                    + " database.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor WHERE_CLAUSE = new PropertyDescriptor.Builder()
            .name("Additional WHERE Clause")
            .description("A condition in SQL for the rows that are read, without the word WHERE, for example"
                    + " REASON::VARCHAR LIKE '%column TOTAL%'. Empty: all rows.")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validator.VALID)
            .build();

    public static final List<PropertyDescriptor> ALL = List.of(
            SinkProperties.CONNECTION_POOL,
            DATABASE_NAME,
            SCHEMA_NAME,
            TABLE_NAME,
            WHERE_CLAUSE,
            SinkProperties.METADATA_FIELD,
            MetadataProperties.COLUMNS,
            MetadataProperties.PREFIX);

    /** PutSnowflake's property for a processor without FlowFiles. */
    private static PropertyDescriptor withoutAttributes(final PropertyDescriptor property) {
        return new PropertyDescriptor.Builder()
                .fromPropertyDescriptor(property)
                .expressionLanguageSupported(ExpressionLanguageScope.NONE)
                .build();
    }

    public static ErrorTableSettings of(final PropertyContext context) {
        return new ErrorTableSettings(
                SinkSettings.connections(context),
                new ErrorTableReader.Wanted(
                        SinkProperties.identifier(context, DATABASE_NAME),
                        SinkProperties.identifier(context, SCHEMA_NAME),
                        Identifier.parse(evaluated(context, TABLE_NAME)),
                        context.getProperty(SinkProperties.METADATA_FIELD)
                                .getValue()
                                .trim(),
                        MetadataProperties.separate(context),
                        evaluated(context, WHERE_CLAUSE)));
    }

    private static String evaluated(final PropertyContext context, final PropertyDescriptor property) {
        return Objects.requireNonNullElse(
                        context.getProperty(property)
                                .evaluateAttributeExpressions()
                                .getValue(),
                        "")
                .trim();
    }

    public static List<ValidationResult> validate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        SinkProperties.check(results, DATABASE_NAME, () -> SinkProperties.identifier(context, DATABASE_NAME));
        SinkProperties.check(results, SCHEMA_NAME, () -> SinkProperties.identifier(context, SCHEMA_NAME));
        SinkProperties.check(results, MetadataProperties.PREFIX, () -> MetadataProperties.separate(context));
        SinkProperties.check(results, TABLE_NAME, () -> Identifier.parse(evaluated(context, TABLE_NAME)));
        return results;
    }
}
