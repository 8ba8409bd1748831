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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Where a target keeps the metadata of its rows. Immutable. */
public sealed interface MetadataColumns permits OneMetadataColumn, SeparateMetadataColumns {

    /** The columns that a new table gets for it. */
    List<DescribedColumn> created();

    /** Columns that no other field may fill. */
    Set<Identifier> names();

    /** Why rows of the table cannot be recognised by it, one sentence each with the remedy; empty if they can. */
    List<String> problems(TargetTable table);

    /** Whether the table has what a row's position is in. */
    boolean isIn(TargetTable table);

    /**
     * How the columns of the table are filled.
     *
     * @param fields spellings of the records' metadata field
     */
    List<LoadColumn> filled(TargetTable table, Collection<String> fields);

    /** An element of a row's metadata, an expression of type VARCHAR. */
    String text(String alias, String element);

    /** An element that is a number, an expression of type NUMBER that keeps Snowflake's statistics. It may fail. */
    String number(String alias, String element);

    /** The same; NULL where it would fail. */
    String numberOrNull(String alias, String element);
}
