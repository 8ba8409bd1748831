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

import java.util.List;

/**
 * What the session's role sees of the target table at start.
 *
 * @param table its name as the server resolves it, quoted, for messages
 * @param created its creation time as text; a table that was created again has another one
 * @param metadataProblems why rows cannot be recognised by their metadata, one sentence each with the remedy
 * @param policies names of row access and masking policies on it
 * @param selectable whether the role may SELECT from it
 */
public record TargetFacts(
        String table, String created, List<String> metadataProblems, List<String> policies, boolean selectable) {

    public TargetFacts {
        metadataProblems = List.copyOf(metadataProblems);
        policies = List.copyOf(policies);
    }
}
