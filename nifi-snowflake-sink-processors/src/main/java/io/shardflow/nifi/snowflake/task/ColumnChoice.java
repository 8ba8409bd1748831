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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.content.SpooledContent;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.jdbc.TargetTable.UnknownFieldException;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import java.util.Collection;
import java.util.List;

/** Which columns of a table the records of a FlowFile fill. */
record ColumnChoice(SinkSettings settings) {

    /** Whether every field has a column. */
    boolean fits(final TargetTable table, final Collection<SpooledContent> contents) {
        for (final SpooledContent content : contents) {
            try {
                columns(table, content);
            } catch (final UnknownFieldException e) {
                return false;
            }
        }
        return true;
    }

    /** AT_LEAST_ONCE takes a table without metadata column, too, and leaves the metadata out. */
    List<LoadColumn> columns(final TargetTable table, final SpooledContent content) throws UnknownFieldException {
        final boolean withoutMetadata =
                !settings.isExactlyOnce() && table.metadata().isEmpty();
        return table.columnsOf(content.fields().stream()
                .filter(field -> !withoutMetadata || !field.equalsIgnoreCase(settings.metadataField()))
                .toList());
    }
}
