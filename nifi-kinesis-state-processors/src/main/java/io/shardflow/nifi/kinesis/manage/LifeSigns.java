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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.StateRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What shows that somebody uses an application: any row of its table that has changed, come or gone. That a row names a
 * worker shows nothing, since a worker leaves its name behind. Pure.
 */
final class LifeSigns {

    private LifeSigns() {}

    /** For people, who did what, one entry for each row; empty if nothing has happened between the two readings. */
    static List<String> between(final List<ManagedRow> before, final List<ManagedRow> after) {
        final Map<String, ManagedRow> then = byKey(before);
        final Map<String, ManagedRow> now = byKey(after);
        final List<String> signs = new ArrayList<>();
        now.forEach((key, row) -> {
            if (!row.equals(then.get(key))) {
                signs.add(sign(row));
            }
        });
        then.forEach((key, row) -> {
            if (!now.containsKey(key)) {
                signs.add("the row " + key + " was removed");
            }
        });
        return List.copyOf(signs);
    }

    private static Map<String, ManagedRow> byKey(final List<ManagedRow> rows) {
        return rows.stream()
                .collect(Collectors.toMap(ManagedRow::key, Function.identity(), (one, other) -> other, TreeMap::new));
    }

    private static String sign(final ManagedRow managed) {
        final StateRow row = managed.row();
        if (row.isWorker()) {
            return "worker " + row.key() + " reported";
        }
        if (managed.leader().isPresent()) {
            return "worker " + managed.leader().get() + " leads";
        }
        if (row.isLease()) {
            return row.owner() == null
                    ? "the lease of " + row.key() + " was changed"
                    : "worker " + row.owner() + " has the lease of " + row.key();
        }
        return "the row " + row.key() + " was changed";
    }
}
