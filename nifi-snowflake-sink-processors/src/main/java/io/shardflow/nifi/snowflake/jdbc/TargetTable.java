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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table that receives the rows, as it was when it was described.
 *
 * @param name as the server resolves it
 * @param metadataColumn exact name of the column for the position, whether or not the table has it
 * @param columns in order
 * @param shape number, names and types of the columns as {@link TargetShape} has them; empty if the role may not SELECT
 */
public record TargetTable(
        QualifiedName name, Identifier metadataColumn, List<TargetColumn> columns, Optional<String> shape) {

    private static final String GUARD_SUFFIX = "_SHARDFLOW_GUARD";
    private static final String LEDGER_SUFFIX = "_SHARDFLOW_LEDGER";

    public TargetTable {
        columns = List.copyOf(columns);
    }

    /** Whether an error message speaks of a guard or ledger table. */
    static boolean namesLedger(final String message) {
        return message.contains(GUARD_SUFFIX) || message.contains(LEDGER_SUFFIX);
    }

    QualifiedName guard() {
        return name.sibling(name.object().name() + GUARD_SUFFIX);
    }

    QualifiedName ledger() {
        return ledgerOf(name);
    }

    /** The ledger of the target of that name. */
    static QualifiedName ledgerOf(final QualifiedName target) {
        return target.sibling(target.object().name() + LEDGER_SUFFIX);
    }

    /** The column of that exact name. */
    Optional<TargetColumn> column(final String exactName) {
        return columns.stream()
                .filter(column -> column.name().equals(exactName))
                .findFirst();
    }

    /** The metadata column, if the table has it. */
    public Optional<TargetColumn> metadata() {
        return column(metadataColumn.name());
    }

    /**
     * The columns that these fields go into: each into the one of its name, ignoring case.
     *
     * @param fields as the records write them; several spellings of one name go into one column
     * @return in the order of the fields
     * @throws UnknownFieldException if a field has no column, or more than one, or there is no field
     */
    public List<LoadColumn> columnsOf(final Collection<String> fields) throws UnknownFieldException {
        final Map<String, TargetColumn> byFolded = LinkedHashMap.newLinkedHashMap(columns.size());
        final Set<String> ambiguous = new HashSet<>();
        for (final TargetColumn column : columns) {
            if (byFolded.putIfAbsent(fold(column.name()), column) != null) {
                ambiguous.add(fold(column.name()));
            }
        }
        final Map<TargetColumn, List<String>> found = new LinkedHashMap<>();
        for (final String field : fields) {
            final TargetColumn column = byFolded.get(fold(field));
            if (column == null) {
                throw new UnknownFieldException("table " + name + " has no column for field '" + field
                        + "'; add the column (ALTER TABLE … ADD COLUMN) or remove the field before PutSnowflake");
            }
            if (ambiguous.contains(fold(field))) {
                throw new UnknownFieldException("table " + name + " has two columns that field '" + field
                        + "' could mean, because columns are matched ignoring case; rename one of them");
            }
            found.computeIfAbsent(column, key -> new ArrayList<>()).add(field);
        }
        if (found.isEmpty()) {
            throw new UnknownFieldException("no field of the records has a column in table " + name);
        }
        return found.entrySet().stream()
                .map(entry ->
                        new LoadColumn(entry.getKey().name(), entry.getKey().type(), entry.getValue()))
                .toList();
    }

    private static String fold(final String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** A field that cannot be brought into the table. The message names field, table and remedy. */
    public static final class UnknownFieldException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownFieldException(final String message) {
            super(message);
        }
    }
}
