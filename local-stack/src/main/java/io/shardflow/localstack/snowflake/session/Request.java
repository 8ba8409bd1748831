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
package io.shardflow.localstack.snowflake.session;

import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.RunningStatement;
import io.shardflow.localstack.snowflake.value.Binds;

/**
 * One statement to run.
 *
 * @param session in which
 * @param in its tokens
 * @param binds its values
 * @param describeOnly whether only the shape of the answer is asked for
 * @param running how it can be cancelled
 */
public record Request(Session session, Tokens in, Binds binds, boolean describeOnly, RunningStatement running) {
    public StandIn standIn() {
        return session.standIn();
    }
}
