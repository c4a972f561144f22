export { Conversation, type ConversationArgs } from './conversation';
export { Provider, type ProviderArgs } from './provider';
export { Usergroup, type UsergroupArgs } from './usergroup';
