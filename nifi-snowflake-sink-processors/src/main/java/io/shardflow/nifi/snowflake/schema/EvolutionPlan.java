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
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to change in the table before a batch is loaded, and where its fields go then. Another node may have changed the
 * table meanwhile, and given a column another type than planned: describe it again after the change and plan again; a plan
 * for a table that has changed as planned changes nothing.
 *
 * @param added new columns; all of them take NULL
 * @param widened columns with their new types
 * @param nullable columns whose NOT NULL is dropped
 * @param routes where the fields of the batch go. Several may go to one column; a record that lands has one of them, and the
 *     load takes the one that is there. Fields of which nothing but null was seen and that have no column are not
 *     in it, since nothing of them is lost
 * @param objects columns that get an object of every record, whatever fields it has
 * @param table as it is after the change
 */
public record EvolutionPlan(
        List<DescribedColumn> added,
        List<DescribedColumn> widened,
        List<Identifier> nullable,
        Map<String, Route> routes,
        Set<Identifier> objects,
        DescribedTable table) {

    public EvolutionPlan {
        added = List.copyOf(added);
        widened = List.copyOf(widened);
        nullable = List.copyOf(nullable);
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        objects = Set.copyOf(objects);
    }

    /** Whether the table has to change at all. */
    public boolean changesTable() {
        return !added.isEmpty() || !widened.isEmpty() || !nullable.isEmpty();
    }

    /** The columns that it adds or changes. */
    public Set<Identifier> changed() {
        final Set<Identifier> changed = new LinkedHashSet<>();
        added.forEach(column -> changed.add(column.name()));
        widened.forEach(column -> changed.add(column.name()));
        changed.addAll(nullable);
        return changed;
    }

    /** The change of some columns alone; not a plan to load by. */
    public EvolutionPlan only(final Collection<Identifier> columns) {
        final Set<Identifier> chosen = Set.copyOf(columns);
        return new EvolutionPlan(
                added.stream().filter(column -> chosen.contains(column.name())).toList(),
                widened.stream()
                        .filter(column -> chosen.contains(column.name()))
                        .toList(),
                nullable.stream().filter(chosen::contains).toList(),
                Map.of(),
                Set.of(),
                table);
    }

    /** Where a field goes. */
    public sealed interface Route {

        /** Into that column, as it is after the change. */
        record ToColumn(DescribedColumn column) implements Route {}

        /** Into the object of the overflow column. */
        record ToOverflow(DescribedColumn column) implements Route {}

        /** Records that have a value for it are rejected. */
        record Rejected(Verdict.Misfit why) implements Route {}
    }
}
