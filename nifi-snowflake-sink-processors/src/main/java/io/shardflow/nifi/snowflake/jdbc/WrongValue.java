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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;

/**
 * Values of target, ledger and guard that PutSnowflake has not written and cannot do without. The message names table,
 * column, shard and remedy, never the value.
 */
final class WrongValue {

    private static final String MAKE_ANEW = "; stop all writers of the table, drop its _SHARDFLOW_GUARD and"
            + " _SHARDFLOW_LEDGER tables and start again: they are made anew, and rows that are there are recognised";

    private WrongValue() {}

    static WarehouseException noGuardRow(final QualifiedName guard) {
        return new WarehouseException(Kind.LEDGER_GONE, "guard table " + guard + " has no row" + MAKE_ANEW);
    }

    static WarehouseException severalGuardRows(final QualifiedName guard) {
        return new WarehouseException(Kind.PERMANENT, "guard table " + guard + " has more than one row" + MAKE_ANEW);
    }

    /** @throws WarehouseException PERMANENT if the value is NULL */
    static String guard(final String value, final String column, final QualifiedName guard) throws WarehouseException {
        if (value == null) {
            throw new WarehouseException(
                    Kind.PERMANENT, "column " + column + " of guard table " + guard + " is NULL" + MAKE_ANEW);
        }
        return value;
    }

    /** @throws WarehouseException PERMANENT if the token is NULL */
    static String token(final String value, final StreamShard shard, final QualifiedName ledger)
            throws WarehouseException {
        if (value == null) {
            throw new WarehouseException(
                    Kind.PERMANENT, "column TOKEN of " + ledger + " is NULL in the row of " + shard + MAKE_ANEW);
        }
        return value;
    }

    /** The highest position of a shard in the target, of rows that were chosen because they have one. */
    static WarehouseException position(
            final StreamShard shard, final QualifiedName target, final MetadataColumns metadata) {
        return new WarehouseException(
                Kind.PERMANENT,
                "column " + metadata + " of table " + target + " has a row of " + shard
                        + " whose sequenceNumber or subSequenceNumber is no number of Kinesis; correct or delete it");
    }

    /** A ledger row with a position of nobody knows which shard, where there is nothing else to go by. */
    static WarehouseException ledgerShard(final String stream, final QualifiedName ledger) {
        return new WarehouseException(
                Kind.PERMANENT,
                "column SHARD of " + ledger + " is NULL in a row of stream " + stream
                        + " that has a position; stop all writers of the table and delete the row");
    }

    /** The position of a ledger row, where there is nothing else to go by. */
    static WarehouseException ledgerPosition(final String shardId, final QualifiedName ledger) {
        return new WarehouseException(
                Kind.PERMANENT,
                "SEQUENCE_NUMBER or SUB_SEQUENCE_NUMBER of " + ledger + " is no number of Kinesis in the row of shard "
                        + shardId + "; load something of the shard under EXACTLY_ONCE, which puts it right, or stop all"
                        + " writers of the table and delete the row");
    }
}
