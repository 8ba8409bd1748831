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
package io.shardflow.localstack.chaos.effect;

import io.shardflow.localstack.process.Service;

/**
 * A service of the stack stands still, or is killed and started again.
 *
 * @param started is run when it was started again
 */
record ServiceEffect(Service process, boolean restart, Runnable started) implements Effect {

    @Override
    public void begin() {
        if (restart) {
            process.kill9();
        } else {
            process.freeze();
        }
    }

    @Override
    public void end() {
        if (restart) {
            process.start();
            started.run();
        } else {
            process.thaw();
        }
    }
}
