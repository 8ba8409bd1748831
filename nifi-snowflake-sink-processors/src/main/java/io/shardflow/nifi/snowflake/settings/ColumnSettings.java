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
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.Fractions;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import io.shardflow.nifi.snowflake.schema.TypeRules;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import java.util.Optional;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.DataUnit;

/**
 * The properties about columns for one run, read once.
 *
 * @param overflow column for fields without one of their own; empty: there is none
 */
public record ColumnSettings(
        TableCreation creation,
        ColumnNaming naming,
        UnknownFields unknown,
        Optional<Identifier> overflow,
        TypeRules rules) {

    /** Column of a table that gets each record as a whole. */
    public static final Identifier RECORD = new Identifier("RECORD");

    static ColumnSettings of(final PropertyContext context) {
        final TableCreation creation =
                SinkSettings.choice(context, ColumnProperties.TABLE_CREATION, TableCreation.class);
        final UnknownFields unknown =
                SinkSettings.choice(context, ColumnProperties.UNKNOWN_FIELDS, UnknownFields.class);
        return new ColumnSettings(
                creation,
                // In a whole record no field has a column.
                creation == TableCreation.CREATE_RECORD
                        ? ColumnNaming.AS_WRITTEN
                        : SinkSettings.choice(context, ColumnProperties.COLUMN_NAMES, ColumnNaming.class),
                unknown,
                unknown == UnknownFields.OVERFLOW
                        ? SinkProperties.identifier(context, ColumnProperties.OVERFLOW_COLUMN)
                        : Optional.empty(),
                new TypeRules(
                        context.getProperty(ColumnProperties.RECOGNISE_DATES).asBoolean(),
                        SinkSettings.choice(context, ColumnProperties.FRACTIONS, Fractions.class),
                        new SizeLimits(context.getProperty(ColumnProperties.MAXIMUM_RECORD_SIZE)
                                .asDataSize(DataUnit.B)
                                .intValue())));
    }

    /** Whether each record goes into one column as a whole. */
    public boolean isWholeRecord() {
        return creation == TableCreation.CREATE_RECORD;
    }
}
