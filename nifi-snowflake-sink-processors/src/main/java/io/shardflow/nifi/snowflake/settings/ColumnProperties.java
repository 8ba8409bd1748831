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

import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.Fractions;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import java.util.List;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of PutSnowflake that say which columns the table has, gets, and what goes into them. */
public final class ColumnProperties {

    public static final PropertyDescriptor TABLE_CREATION = new PropertyDescriptor.Builder()
            .name("Table Creation")
            .description("What to do when the table does not exist.")
            .required(true)
            .allowableValues(TableCreation.class)
            .defaultValue(TableCreation.CREATE)
            .build();

    private static final AllowableValue UPPER_CASE =
            new AllowableValue(ColumnNaming.UPPER_CASE.name(), "Upper Case", """
            The name of the field in upper case, so that SQL names most columns without quotes. A column that differs from it in \
            case only is used if it is the only one. Records with two fields that differ in case only are rejected.""");

    private static final AllowableValue AS_WRITTEN =
            new AllowableValue(ColumnNaming.AS_WRITTEN.name(), "As Written", """
            Exactly the name of the field: id and ID are two columns, and SQL has to put most names in double quotes.""");

    public static final PropertyDescriptor COLUMN_NAMES = new PropertyDescriptor.Builder()
            .name("Column Names")
            .description("Name of the column that a field goes into.")
            .required(true)
            .allowableValues(UPPER_CASE, AS_WRITTEN)
            .defaultValue(UPPER_CASE)
            .build();

    private static final AllowableValue EVOLVE = new AllowableValue(UnknownFields.EVOLVE.name(), "Evolve", """
            The table follows the records: columns are added, NUMBER and VARCHAR columns widened, NOT NULL is dropped; no \
            column changes its type. The role must own the table, as it does when PutSnowflake has created it. While it may \
            not change the table, this is as Reject Record.""");

    private static final AllowableValue OVERFLOW =
            new AllowableValue(UnknownFields.OVERFLOW.name(), "Overflow Column", """
            They go into one VARIANT column as an object. Nothing else of the table is changed.""");

    private static final AllowableValue REFUSE = new AllowableValue(UnknownFields.REFUSE.name(), "Reject Record", """
            Their records are rejected, and the table is never changed.""");

    public static final PropertyDescriptor UNKNOWN_FIELDS = new PropertyDescriptor.Builder()
            .name("Unknown Fields")
            .description(
                    "What to do with fields for which the table has no column. A field that is null needs none, and is never lost.")
            .required(true)
            .allowableValues(EVOLVE, OVERFLOW, REFUSE)
            .defaultValue(EVOLVE)
            .build();

    public static final PropertyDescriptor OVERFLOW_COLUMN = new PropertyDescriptor.Builder()
            .name("Overflow Column")
            .description("""
                    VARIANT column for fields without a column of their own, written like the table; added when it is first \
                    needed, which takes a role that owns the table.""")
            .required(true)
            .dependsOn(UNKNOWN_FIELDS, OVERFLOW)
            .defaultValue("OTHER_FIELDS")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor RECOGNISE_DATES = new PropertyDescriptor.Builder()
            .name("Recognise Dates")
            .description("""
                    Whether a new column for texts that are all ISO 8601 dates or timestamps is DATE, TIMESTAMP_NTZ or \
                    TIMESTAMP_TZ rather than VARCHAR. Records that later have another text there are rejected.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    private static final AllowableValue EXACT = new AllowableValue(Fractions.EXACT.name(), "NUMBER", """
            Exact. Records with numbers that later come with an exponent or more digits behind the point are rejected.""");

    private static final AllowableValue FLOAT = new AllowableValue(Fractions.FLOAT.name(), "FLOAT", """
            For measurements: takes exponents and any number up to 15 digits, sums are rounded.""");

    public static final PropertyDescriptor FRACTIONS = new PropertyDescriptor.Builder()
            .name("Fractions")
            .description("Type of a new column for numbers with a fraction that both types could hold.")
            .required(true)
            .allowableValues(EXACT, FLOAT)
            .defaultValue(EXACT)
            .build();

    public static final PropertyDescriptor MAXIMUM_RECORD_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Record Size")
            .description("""
                    Most bytes of a record, and of a VARIANT or VARCHAR in it; larger records are rejected. Every account takes 16 MB, \
                    those with Snowflake's behavior change 2025_03 up to 128 MB. NiFi's heap has to hold four times as much for each \
                    concurrent task; with a Record Reader also the objects that NiFi makes of a record, whatever its size, before it \
                    is measured as JSON.""")
            .required(true)
            .defaultValue("16 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(
                    SizeLimits.STANDARD.bytes(), SizeLimits.LARGEST.bytes()))
            .build();

    static final List<PropertyDescriptor> ALL = List.of(
            TABLE_CREATION,
            COLUMN_NAMES,
            UNKNOWN_FIELDS,
            OVERFLOW_COLUMN,
            RECOGNISE_DATES,
            FRACTIONS,
            MAXIMUM_RECORD_SIZE);

    private ColumnProperties() {}
}
