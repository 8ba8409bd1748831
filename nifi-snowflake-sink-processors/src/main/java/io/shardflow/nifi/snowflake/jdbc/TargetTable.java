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

import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.nifi.snowflake.schema.DescribedTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table that receives the rows, as it was when it was described.
 *
 * @param name as the server resolves it
 * @param metadata where the position is or would be, whether or not the table has it
 * @param columns in order, virtual ones too
 * @param shape number, names and types of the columns as {@link TargetShape} has them; empty if the role may not SELECT
 */
public record TargetTable(
        QualifiedName name, MetadataColumns metadata, List<TargetColumn> columns, Optional<String> shape) {

    private static final String GUARD_SUFFIX = "_SHARDFLOW_GUARD";
    private static final String LEDGER_SUFFIX = "_SHARDFLOW_LEDGER";

    public TargetTable {
        columns = List.copyOf(columns);
    }

    /** Whether an error message speaks of a guard or ledger table. */
    static boolean namesLedger(final String message) {
        return message.contains(GUARD_SUFFIX) || message.contains(LEDGER_SUFFIX);
    }

    /** The target of a guard or ledger table of that name; empty if it is neither. */
    static Optional<QualifiedName> targetOf(final QualifiedName table) {
        final String name = table.object().name();
        return Stream.of(GUARD_SUFFIX, LEDGER_SUFFIX)
                .filter(suffix -> name.length() > suffix.length() && name.endsWith(suffix))
                .map(suffix -> table.sibling(name.substring(0, name.length() - suffix.length())))
                .findFirst();
    }

    QualifiedName guard() {
        return guardOf(name);
    }

    /** The guard of the target of that name. */
    static QualifiedName guardOf(final QualifiedName target) {
        return target.sibling(target.object().name() + GUARD_SUFFIX);
    }

    QualifiedName ledger() {
        return ledgerOf(name);
    }

    /** The ledger of the target of that name. */
    static QualifiedName ledgerOf(final QualifiedName target) {
        return target.sibling(target.object().name() + LEDGER_SUFFIX);
    }

    /** The column of that exact name. */
    public Optional<TargetColumn> column(final String exactName) {
        return columns.stream()
                .filter(column -> column.name().equals(exactName))
                .findFirst();
    }

    /** The table for the rules that say where a field goes. */
    public DescribedTable described() {
        return new DescribedTable(columns.stream().map(TargetColumn::described).toList());
    }
}
