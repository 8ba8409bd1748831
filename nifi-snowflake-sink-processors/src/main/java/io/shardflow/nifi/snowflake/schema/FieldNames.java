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
package io.shardflow.nifi.snowflake.schema;

import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which column a field goes to. With {@link ColumnNaming#UPPER_CASE} a table made by hand may have a column in another
 * case: the field goes to the column of the upper-cased name, else to the only one that equals it when case is ignored.
 */
public final class FieldNames {

    private static final String RENAME = "rename the field, or use an overflow column";

    private final ColumnNaming naming;
    private final Set<Identifier> reserved;
    private final Map<String, DescribedColumn> columns = new HashMap<>();
    private final Set<String> ambiguous = new HashSet<>();

    /** @param reserved columns that are filled otherwise, such as the one of the metadata */
    public FieldNames(final DescribedTable table, final ColumnNaming naming, final Set<Identifier> reserved) {
        this.naming = naming;
        this.reserved = Set.copyOf(reserved);
        for (final DescribedColumn column : table.columns()) {
            final String key = naming.columnOf(column.name().name());
            final DescribedColumn before = columns.putIfAbsent(key, column);
            if (before != null && !isNamed(before, key)) {
                if (isNamed(column, key)) {
                    columns.put(key, column);
                    ambiguous.remove(key);
                } else {
                    ambiguous.add(key);
                }
            }
        }
    }

    private static boolean isNamed(final DescribedColumn column, final String name) {
        return column.name().name().equals(name);
    }

    /** Where the field goes. */
    public FieldTarget target(final String field) {
        final String name = naming.columnOf(field);
        final String problem = problem(name);
        if (problem != null) {
            return new FieldTarget.Barred(problem, RENAME);
        }
        if (ambiguous.contains(name)) {
            return new FieldTarget.Barred(
                    "two columns of the table could be meant, since they differ from its name only in case",
                    "rename one of the columns");
        }
        final DescribedColumn column = columns.get(name);
        final Identifier identifier = column == null ? new Identifier(name) : column.name();
        if (reserved.contains(identifier)) {
            return new FieldTarget.Barred("its column is filled by PutSnowflake", RENAME);
        }
        return column == null ? new FieldTarget.Missing(identifier) : new FieldTarget.Existing(column);
    }

    /** Why no column can have that name; null if one can. */
    private static String problem(final String name) {
        if (name.isEmpty()) {
            return "the name of the field is empty";
        }
        if (name.length() > Identifier.MAX_LENGTH) {
            return "the name of the field is longer than the " + Identifier.MAX_LENGTH
                    + " characters of a column's name";
        }
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            if (c == 0) {
                return "the name of the field has a NUL character";
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == name.length()
                        || !Character.isLowSurrogate(name.charAt(i + 1))) {
                    return "the name of the field has half of a surrogate pair";
                }
                i++;
            }
        }
        return null;
    }
}
