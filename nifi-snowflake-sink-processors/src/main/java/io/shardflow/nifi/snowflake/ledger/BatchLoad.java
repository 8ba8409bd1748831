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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TableLoader;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One batch, which may be uploaded before it is loaded. An upload (point 4) locks nothing and decides nothing: its names are those of one
 * attempt, in a stage that only its own session sees. Shards are claimed, and what is known of them is asked for, when it is loaded. One
 * thread, loaded once.
 *
 * @param claims the batch's shards; empty if somebody has one of them
 */
record BatchLoad(Supplier<Optional<ShardClaims.Claim>> claims, Workspace workspace, LoadRun attempts)
        implements TableLoader.Uploaded {

    void upload() {
        workspace.uploadAhead();
    }

    @Override
    public LoadOutcome load() throws InterruptedException {
        final Optional<ShardClaims.Claim> claim = claims.get();
        if (claim.isEmpty()) {
            return new LoadOutcome.NotYet(LoadOutcome.Reason.BUSY, "Another task of this node loads the same shards");
        }
        try {
            return attempts.run();
        } finally {
            claim.get().close();
        }
    }

    @Override
    public void close() {
        workspace.end();
    }
}
