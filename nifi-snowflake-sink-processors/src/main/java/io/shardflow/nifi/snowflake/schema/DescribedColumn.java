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

/**
 * One column of the target as DESC TABLE shows it.
 *
 * @param nullable whether it takes NULL
 * @param otherwise what a load that does not name it puts there
 * @param key whether it belongs to the primary key: its NOT NULL cannot be dropped
 * @param computed whether it is a virtual column, which nobody can write
 */
public record DescribedColumn(
        Identifier name, ColumnType type, boolean nullable, ColumnDefault otherwise, boolean key, boolean computed) {

    /** A column as we make it: it takes NULL and has no default. */
    public static DescribedColumn of(final Identifier name, final ColumnType type) {
        return new DescribedColumn(name, type, true, ColumnDefault.NONE, false, false);
    }

    /** Whether a load may put objects of any fields into it. */
    boolean holdsObjects() {
        return !computed && (type.family() == TypeFamily.VARIANT || type.family() == TypeFamily.OBJECT);
    }

    /** Whether it holds JSON null as a value. */
    boolean holdsJsonNull() {
        return type.family() == TypeFamily.VARIANT;
    }

    DescribedColumn withType(final ColumnType wider) {
        return new DescribedColumn(name, wider, nullable, otherwise, key, computed);
    }

    DescribedColumn withNull() {
        return new DescribedColumn(name, type, true, otherwise, key, computed);
    }
}
