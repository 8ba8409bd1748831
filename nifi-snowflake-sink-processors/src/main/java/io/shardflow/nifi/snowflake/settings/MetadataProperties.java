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

import io.shardflow.nifi.snowflake.jdbc.MetadataColumns;
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.SeparateMetadataColumns;
import java.util.Optional;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;

/** Properties of PutSnowflake and GetRejectedRecords that say into which columns the metadata of the records goes. */
public final class MetadataProperties {

    static final AllowableValue ONE = new AllowableValue("ONE", "One Column", """
            One VARIANT or OBJECT column with all of it, as Snowflake's own connector has it.""");

    public static final AllowableValue SEPARATE = new AllowableValue("SEPARATE", "Separate Columns", """
            STREAM, SHARD_ID, SEQUENCE_NUMBER, PARTITION_KEY and SHARDED_SEQUENCE_NUMBER, each VARCHAR, and SUB_SEQUENCE_NUMBER \
            and APPROXIMATE_ARRIVAL (milliseconds since 1970), each NUMBER(38,0), with a prefix before their names. Of an existing \
            table PARTITION_KEY and SHARDED_SEQUENCE_NUMBER may be missing.""");

    public static final PropertyDescriptor COLUMNS = new PropertyDescriptor.Builder()
            .name("Metadata Columns")
            .description("Into which columns of the table the metadata field goes. An existing table must have them.")
            .required(true)
            .allowableValues(ONE, SEPARATE)
            .defaultValue(ONE)
            .build();

    public static final PropertyDescriptor PREFIX = new PropertyDescriptor.Builder()
            .name("Metadata Column Prefix")
            .description("""
                    What the names of the separate columns begin with, exactly as the table has it; an empty string for nothing. No \
                    field of the records may have such a name.""")
            .dependsOn(COLUMNS, SEPARATE)
            .defaultValue("KINESIS_")
            .addValidator(Validator.VALID)
            .build();

    private MetadataProperties() {}

    static boolean isSeparate(final PropertyContext context) {
        return SEPARATE.getValue().equals(context.getProperty(COLUMNS).getValue());
    }

    /** @throws IllegalArgumentException if a name is none */
    static MetadataColumns columns(final PropertyContext context) {
        final Optional<SeparateMetadataColumns> separate = separate(context);
        return separate.isPresent()
                ? separate.get()
                : new OneMetadataColumn(SinkProperties.identifier(context, SinkProperties.METADATA_COLUMN)
                        .orElseThrow());
    }

    /**
     * The separate columns; empty if the metadata has one column.
     *
     * @throws IllegalArgumentException if a name is none
     */
    static Optional<SeparateMetadataColumns> separate(final PropertyContext context) {
        return isSeparate(context)
                ? Optional.of(new SeparateMetadataColumns(SinkProperties.text(context, PREFIX)))
                : Optional.empty();
    }
}
