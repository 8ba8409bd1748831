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
package io.shardflow.localstack.snowflake.query;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The tables that names mean where a statement is being read: those of a query, then those of the query around it. */
final class VisibleTables {
    private final Deque<Map<String, TableDef>> scopes = new ArrayDeque<>();
    private final Set<String> common = new LinkedHashSet<>();

    /** A query begins. */
    void enter() {
        scopes.push(new HashMap<>());
    }

    /** A query ends. */
    void leave() {
        scopes.pop();
    }

    /** A table of the query that has begun last. */
    void add(final String alias, final TableDef table) {
        scopes.getFirst().put(alias, table);
    }

    /** A table of WITH; it can be named to the statement's end. */
    void addCommon(final String name) {
        common.add(name);
    }

    boolean isCommon(final String name) {
        return common.contains(name);
    }

    /** The table whose hidden index column may stand for a path, or null; {@code alias} null means any in the innermost scope. */
    TableDef of(final String alias, final String column) {
        for (final Map<String, TableDef> scope : scopes) {
            if (alias != null && scope.containsKey(alias)) {
                return scope.get(alias);
            }
            if (alias == null) {
                final TableDef only =
                        scope.size() == 1 ? scope.values().iterator().next() : null;
                return only != null
                                && only.columns().stream()
                                        .anyMatch(c -> c.name().equals(column))
                        ? only
                        : null;
            }
        }
        return null;
    }
}
