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
package io.shardflow.localstack.snowflake.transaction;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** One transaction: of BEGIN, of AUTOCOMMIT=false, or of a single statement. Written by its session's thread, read by lock waiters and control requests. */
public final class Transaction {
    private final long id;
    private final String name;
    private final TransactionOwner session;
    private final boolean explicit;
    private final boolean tracked;
    private final Instant started = Instant.now();
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private final List<Runnable> atEnd = new ArrayList<>();
    private volatile Map<Long, TableDef> asAtBegin = Map.of();

    /** @param tracked whether its changes keep the rows' earlier versions for sessions that may not see it yet */
    Transaction(
            final long id,
            final String name,
            final TransactionOwner session,
            final boolean explicit,
            final boolean tracked) {
        this.id = id;
        this.name = name;
        this.session = session;
        this.explicit = explicit;
        this.tracked = tracked;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public TransactionOwner session() {
        return session;
    }

    public boolean explicit() {
        return explicit;
    }

    public boolean tracked() {
        return tracked;
    }

    public Instant started() {
        return started;
    }

    /** Names of the tables that its statements wrote. */
    public Set<String> touched() {
        return touched;
    }

    public void touch(final TableDef table) {
        touched.add(table.name().name());
    }

    /** From now on its queries show these tables with the columns that they have here. */
    public void shows(final Collection<TableDef> tables) {
        asAtBegin = tables.stream().collect(Collectors.toMap(TableDef::id, table -> table));
    }

    /** The table with the columns that its queries show. */
    public TableDef shown(final TableDef table) {
        return asAtBegin.getOrDefault(table.id(), table);
    }

    /** To be run when it ends, either way. */
    public void atEnd(final Runnable action) {
        atEnd.add(action);
    }

    void ended() {
        atEnd.forEach(Runnable::run);
        atEnd.clear();
    }
}
