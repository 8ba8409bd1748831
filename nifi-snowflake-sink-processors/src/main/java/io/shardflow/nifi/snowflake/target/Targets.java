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
package io.shardflow.nifi.snowflake.target;

import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.settings.Destination;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Function;

/**
 * The tables of one run of the processor, by their full names. Names come from attributes, and there may be any
 * number: of those that nobody uses, only the last used stay open. A table that was loaded is then still known by the few
 * hundred bytes that its ledger needs; one that was not is forgotten.
 *
 * <p>Every task of the processor uses it.
 */
public final class Targets {

    /** Each open one keeps the columns of its table and a position for each of its shards. */
    private static final int MOST_OPEN = 100;

    private final Function<TableName, Target> make;
    private final int mostOpen;

    /** The three are guarded by the monitor. */
    private final Map<TableName, Target> byName = new HashMap<>();

    private final Map<Target, Integer> users = new HashMap<>();

    /** Names of those that may be open, the last used at the end. */
    private final SequencedSet<TableName> recent = new LinkedHashSet<>();

    public Targets(final Function<TableName, Target> make) {
        this(make, MOST_OPEN);
    }

    Targets(final Function<TableName, Target> make, final int mostOpen) {
        this.make = make;
        this.mostOpen = mostOpen;
    }

    /** The target, new if it is not known; {@link #release} it when done. */
    public synchronized Target use(final TableName name) {
        final Target target = byName.computeIfAbsent(name, make);
        users.merge(target, 1, Integer::sum);
        recent.addLast(name);
        closeIdle();
        return target;
    }

    public synchronized void release(final Target target) {
        users.computeIfPresent(target, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Whether it is too early for another try with that destination. */
    public boolean isWaiting(final Destination destination) {
        return destination instanceof Destination.Table(final TableName name) && isWaiting(name);
    }

    private synchronized boolean isWaiting(final TableName name) {
        final Target known = byName.get(name);
        return known != null && known.trouble().isWaiting(System.nanoTime());
    }

    private void closeIdle() {
        final Iterator<TableName> oldest = recent.iterator();
        while (recent.size() > mostOpen && oldest.hasNext()) {
            final TableName name = oldest.next();
            final Target target = byName.get(name);
            if (!users.containsKey(target) && !isWaiting(name)) {
                oldest.remove();
                if (target.close()) {
                    byName.remove(name);
                }
            }
        }
    }

    /** Of all that are known. */
    synchronized int size() {
        return byName.size();
    }
}
